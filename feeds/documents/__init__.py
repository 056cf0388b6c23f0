"""Files and folders to stories."""
