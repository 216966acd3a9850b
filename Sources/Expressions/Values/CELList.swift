package import ConfigModel

/// A list: computed values, or the elements of a configuration value as they lie.
package enum CELList: Sendable {
    case values([CELValue])
    case config([Traced])

    package var count: Int {
        switch self {
        case .values(let items): items.count
        case .config(let items): items.count
        }
    }

    package var isEmpty: Bool { count == 0 }

    /// Precondition: `0 <= index < count`.
    package subscript(_ index: Int) -> CELValue {
        switch self {
        case .values(let items): items[index]
        case .config(let items): CELValue(items[index].value)
        }
    }

    package var values: [CELValue] {
        switch self {
        case .values(let items): items
        case .config(let items): items.map { CELValue($0.value) }
        }
    }
}
