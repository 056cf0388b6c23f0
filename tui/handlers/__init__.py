"""What the app does when a screen asks for the disk, the network or the world outside the terminal."""
