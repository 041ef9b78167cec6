"""Messages between debt help and creditors: what they may say, and by when. Pure: days and dates are passed in."""
