@main struct BenchDoor { static func main() {} }
