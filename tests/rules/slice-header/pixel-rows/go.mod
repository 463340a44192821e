module example.com/pixel-rows

go 1.22
