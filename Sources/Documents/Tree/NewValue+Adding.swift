import ConfigModel

extension NewValue {
    /// The value with one more change made to it, where nothing of it is in the file yet.
    /// - Parameter offset: the index of the first element, for new elements at the end of a list.
    func adding(_ action: DocumentChange.Action, at path: ArraySlice<ValuePath.Element>, from offset: Int = 0)
        throws(Refusal) -> NewValue
    {
        switch path.first {
        case nil:
            switch action {
            case .set(let value): return value
            case .merge: return self == .null ? .map([]) : self
            case .append(let value), .insert(let value):
                guard case .list(let items) = self else { return .list([value]) }
                if case .append = action, items.contains(value) { return self }
                return .list(items + [value])
            case .remove, .rename, .add: return self
            }
        case .key(let key):
            guard case .map(var entries) = self == .null ? .map([]) : self else {
                throw Refusal("the path goes through a new scalar")
            }
            if path.count == 1, case .insert(let value) = action {
                return .map(entries + [Entry(key, value)])
            }
            if let place = entries.firstIndex(where: { $0.key == key }) {
                entries[place] = Entry(key, try entries[place].value.adding(action, at: path.dropFirst()))
            } else {
                entries.append(Entry(key, try NewValue.null.adding(action, at: path.dropFirst())))
            }
            return .map(entries)
        case .index(let index):
            guard case .list(var items) = self == .null ? .list([]) : self else {
                throw Refusal("the path goes through a new scalar")
            }
            let place = index - offset
            if path.count == 1, case .insert(let value) = action, place >= 0, place <= items.count {
                items.insert(value, at: place)
            } else if items.indices.contains(place) {
                items[place] = try items[place].adding(action, at: path.dropFirst())
            } else if place == items.count {
                items.append(try NewValue.null.adding(action, at: path.dropFirst()))
            } else {
                throw Refusal("the list has \(items.count + offset) elements, none has the index \(index)")
            }
            return .list(items)
        }
    }
}
