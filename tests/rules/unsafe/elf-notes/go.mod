module example.com/elf-notes

go 1.22
