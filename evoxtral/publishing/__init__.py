"An adapter that others use: its card, formats that other programs run, the Hub, a Space, and rented GPUs."
