module example.com/lease-reaper

go 1.22
