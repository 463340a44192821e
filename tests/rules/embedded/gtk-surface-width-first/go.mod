module example.com/gtk-surface-width-first

go 1.22
