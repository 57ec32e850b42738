enum ThreadsPlaceholder {}
