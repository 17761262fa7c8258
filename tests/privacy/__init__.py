"""What is kept of people, who sees it, and how it goes away."""
