module example.com/header-view-parsed-first

go 1.22
