module example.com/text-fields-in-place

go 1.22
