#![doc = include_str!("../../README.md")]
//! (This module is the README, so that its programs are compiled and run.)
