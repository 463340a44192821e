module example.com/subscription-stored-last

go 1.22
