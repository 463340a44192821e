module example.com/locale-names-handed-over

go 1.22
