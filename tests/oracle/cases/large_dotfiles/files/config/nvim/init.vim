set number
set tabstop=4
