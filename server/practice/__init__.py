"""What is kept between sessions: groups, their people, their Tuesdays and the links into them."""
