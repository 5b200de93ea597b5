"""What the screens are made of: each shows data it is given and knows no workspace."""
