"""What knows no domain word: the ground every slice stands on."""
