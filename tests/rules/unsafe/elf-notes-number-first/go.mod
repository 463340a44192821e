module example.com/elf-notes-number-first

go 1.22
