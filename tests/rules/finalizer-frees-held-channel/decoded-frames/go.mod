module example.com/decoded-frames

go 1.22
