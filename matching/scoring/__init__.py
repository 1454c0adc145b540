"""What fits whom, and why: pure rules over what is asked for and what is brought; knows no model and no database."""
