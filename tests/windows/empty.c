// A DLL that only forwards needs an entry point, and nothing else.
int __stdcall DllMain(void *module, unsigned reason, void *reserved) { return 1; }
