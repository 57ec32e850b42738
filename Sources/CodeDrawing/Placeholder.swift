enum CodeDrawingPlaceholder {}
