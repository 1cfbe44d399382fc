"""Search in Finnish, Swedish and English over everything the directory shows, in memory."""
