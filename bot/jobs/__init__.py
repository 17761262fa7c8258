"""What runs by itself: ticks, the outbox worker, the nursery."""
