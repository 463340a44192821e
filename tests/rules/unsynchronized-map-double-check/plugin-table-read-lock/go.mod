module example.com/plugin-table-read-lock

go 1.22
