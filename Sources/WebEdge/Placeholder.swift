enum WebEdgePlaceholder {}
