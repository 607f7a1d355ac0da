//! Distances along roads, and the p-median that they ask for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::num::{float, id};
use crate::problem::{Problem, Rows};

/// A road map without directions. Every node is both a customer of weight 1 and a candidate site.
#[derive(Clone, Debug)]
pub struct Graph {
    edges: Vec<Vec<(usize, f64)>>,
}

impl Graph {
    pub fn new(nodes: usize) -> Self {
        Self { edges: vec![Vec::new(); nodes] }
    }

    /// A road of this length, in both directions. A later road between the same nodes replaces an
    /// earlier one. A road to a node that does not exist is none.
    pub fn edge(&mut self, a: usize, b: usize, length: f64) {
        if a.max(b) >= self.edges.len() {
            return;
        }
        for (from, to) in [(a, b), (b, a)] {
            match self.edges[from].iter_mut().find(|(node, _)| *node == to) {
                Some((_, old)) => *old = length,
                None => self.edges[from].push((to, length)),
            }
        }
    }

    /// Distances from a node (Dijkstra); infinite where no road leads.
    pub fn distances(&self, from: usize) -> Vec<f64> {
        let mut distances = vec![f64::INFINITY; self.edges.len()];
        let Some(start) = distances.get_mut(from) else { return distances };
        *start = 0.0;
        // Lengths are not negative, so their bits sort as they do.
        let mut heap = BinaryHeap::from([Reverse((0_u64, from))]);
        while let Some(Reverse((bits, node))) = heap.pop() {
            let distance = f64::from_bits(bits);
            if distance > distances[node] {
                continue;
            }
            for (next, length) in &self.edges[node] {
                let reached = distance + length.max(0.0);
                if reached < distances[*next] {
                    distances[*next] = reached;
                    heap.push(Reverse((reached.to_bits(), *next)));
                }
            }
        }
        distances
    }

    /// The p-median over all nodes.
    pub fn median(&self) -> Problem {
        median((0..self.edges.len()).map(|node| (1.0, self.distances(node))), self.edges.len())
    }
}

/// The p-median of customers, each with its weight and its distance to every site. Where no site is
/// reached, twice the farthest distance that anyone has is paid for each unit of weight.
pub fn median(customers: impl Iterator<Item = (f64, Vec<f64>)>, sites: usize) -> Problem {
    let customers: Vec<(f64, Vec<f64>)> = customers.collect();
    let all = customers.iter().flat_map(|(_, distances)| distances.iter().copied());
    let far = all.filter(|distance| distance.is_finite()).fold(0.0, f64::max);
    let mut rows = Rows::graded(sites);
    for (weight, distances) in &customers {
        let mut order: Vec<usize> = (0..sites.min(distances.len())).collect();
        order.retain(|site| distances[*site].is_finite());
        order.sort_by(|a, b| distances[*a].total_cmp(&distances[*b]).then(a.cmp(b)));
        // With every site in reach, some site serves, at worst the farthest.
        let worst = if order.len() == sites {
            order.last().map_or(far, |site| distances[*site])
        } else {
            2.0 * far + float(1)
        };
        let names: Vec<u32> = order.iter().copied().map(id).collect();
        let costs: Vec<f64> = order.iter().map(|site| weight * distances[*site]).collect();
        rows.serve(weight * worst, &names, &costs);
    }
    rows.finish()
}
