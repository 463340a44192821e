module example.com/reset-to-nil-clears

go 1.22
