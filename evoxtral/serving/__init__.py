"The same behind an address: sessions that last, the mission's API, OpenAI's, a live socket, and a page for everybody."
