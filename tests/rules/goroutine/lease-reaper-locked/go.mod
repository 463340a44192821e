module example.com/lease-reaper-locked

go 1.22
