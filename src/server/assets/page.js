// What a page does beside being read: it stays current, says whether it does, and listens to keys.
