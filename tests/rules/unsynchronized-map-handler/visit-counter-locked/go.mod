module example.com/visit-counter-locked

go 1.22
