//! Both indexes are held to the same cases, and the fast one to the slow one.

mod cases;
mod exactness;
mod keeping;
mod world;
