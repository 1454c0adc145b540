"""What fits whom, and why: pure rules over what people ask for and bring; knows no model and no database."""
