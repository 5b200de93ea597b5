// signal() that knows SIG_GET: polars asks with it who handles Ctrl+C. Wine 8 takes the 2 for an address and calls it.
typedef void (*Handler)(int);
__declspec(dllimport) Handler signal(int, Handler);

#define SIG_DFL ((Handler)0)
#define SIG_GET ((Handler)2)
#define SIG_ERR ((Handler)-1)

Handler rig_signal(int number, Handler handler) {
    if (handler != SIG_GET) return signal(number, handler);
    Handler old = signal(number, SIG_DFL);
    if (old != SIG_ERR) signal(number, old);
    return old;
}

int __stdcall DllMain(void *module, unsigned reason, void *reserved) { return 1; }
