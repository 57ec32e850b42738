enum CheckinTestingPlaceholder {}
