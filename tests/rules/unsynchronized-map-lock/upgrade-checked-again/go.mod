module example.com/upgrade-checked-again

go 1.22
