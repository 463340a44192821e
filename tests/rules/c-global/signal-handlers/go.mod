module example.com/signal-handlers

go 1.22
