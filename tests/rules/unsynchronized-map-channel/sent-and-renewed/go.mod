module example.com/sent-and-renewed

go 1.22
