module example.com/peer-directory-deletes

go 1.22
