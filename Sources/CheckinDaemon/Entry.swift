@main struct Checkind { static func main() {} }
