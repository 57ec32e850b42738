@main struct BenchScanner { static func main() {} }
