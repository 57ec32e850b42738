enum KioskPlaceholder {}
