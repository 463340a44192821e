module example.com/subscriptions

go 1.22
