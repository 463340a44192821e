module example.com/nested-maps-inner-deleted

go 1.22
