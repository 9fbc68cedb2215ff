int main(){volatile char*p=__builtin_malloc(10);p=0;return 0;}
