//! How many connections one address may have at a time, so that nobody takes them all.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::http::origin_of;

/// The connections of every address that has any.
#[derive(Clone)]
pub(super) struct AddressLimit {
    most: usize,
    held: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A connection's place among those of its address; given back when dropped.
pub(super) struct Place {
    address: IpAddr,
    held: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl AddressLimit {
    /// So many for each address.
    pub(super) fn new(most: usize) -> Self {
        Self { most, held: Arc::default() }
    }

    /// A place for one more connection of an address; none when it has as many as it may.
    pub(super) fn place(&self, address: IpAddr) -> Option<Place> {
        let address = origin_of(address);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(address).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place { address, held: Arc::clone(&self.held) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_places_and_gets_them_back() {
        let limit = AddressLimit::new(2);
        let one: IpAddr = "192.0.2.1".parse().expect("an address");
        let places = (limit.place(one), limit.place("::ffff:192.0.2.1".parse().expect("an address")));
        assert!(places.0.is_some() && places.1.is_some());
        assert!(limit.place(one).is_none(), "the mapped form is the same address");
        assert!(limit.place("192.0.2.2".parse().expect("an address")).is_some(), "another address has its own");
        drop(places.0);
        assert!(limit.place(one).is_some());
        drop(places.1);
        assert_eq!(limit.held.lock().expect("not poisoned").len(), 0, "who has no connection is forgotten");
    }
}
