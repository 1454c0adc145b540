"""The coordinators' workplace. Importing the modules registers their models."""
