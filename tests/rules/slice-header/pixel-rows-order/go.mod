module example.com/pixel-rows-order

go 1.22
